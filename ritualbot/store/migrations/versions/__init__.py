"""One file per step, `NNNN_verb_object.py`."""
