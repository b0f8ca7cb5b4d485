"""The page: one .html file with a slider, play, zoom and hover, that needs no network."""
