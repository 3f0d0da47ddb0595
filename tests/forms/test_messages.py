"""Sentences that are put together of parts read as a person would write them."""

from app.forms.messages import in_danish, listed
from app.languages import translate_to


def test_several_are_read_out_with_an_and_before_the_last():
    assert listed([], in_danish) == ""
    assert listed(["a"], in_danish) == "a"
    assert listed(["a", "b"], in_danish) == "a og b"
    assert listed(["a", "b", "c"], translate_to("en")) == "a, b and c"
