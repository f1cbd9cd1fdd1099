"""`python -m gongkai`: the command line where the folder of installed commands is not on the path (Windows)."""

from gongkai.app.main import run

run()
