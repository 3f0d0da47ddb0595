"""For those who run it: is it alive, is it ready, how is it doing."""
