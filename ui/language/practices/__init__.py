"""Words and sentences of each practice, as data: ``<code>.json``; ``forms.json`` tells where the words stand."""
