from dataclasses import replace

from evenhand.report.view.conditional import conditional


def test_what_is_undefined_stands_where_its_figure_would(full, look):
    blank = tuple(
        replace(d, value=None, low=None, high=None, method="none", undefined="selective_labels")
        if d.condition and d.group == ("Black",)
        else d
        for d in full.disparities
    )
    found = look(conditional, replace(full, disparities=blank))
    assert found.methods == ("Mantel\N{EN DASH}Haenszel", "Standardised")
