"""Which given names are borne as one gender."""

import json

from training.genders import genders


def test_a_name_counts_by_its_births_and_not_where_it_is_a_surname(tmp_path):
    births = {
        1900: ["Oriel,F,90", "Quillan,M,800", "Marl,M,700", "Tessel,F,60", "Tessel,M,40"],
        1990: ["Oriel,F,600", "Quillan,F,30", "Tessel,F,9000", "Rarely,F,3"],
    }
    for year, lines in births.items():
        (tmp_path / f"yob{year}.txt").write_text("\n".join(lines), encoding="utf-8")
    surnames = tmp_path / "surnames.json"
    surnames.write_text(json.dumps(["Marl"]), encoding="utf-8")
    # Marl is a surname, one Quillan in thirty is a woman, and Tessel was a man's name too before 1935.
    assert genders(tmp_path, surnames) == {"oriel": "f"}
