"""The page's charts, declared with Altair and drawn as SVG where the page is made: what opens it needs no library of scripts."""
