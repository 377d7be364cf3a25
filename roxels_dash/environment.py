"""The environment that the settings are read from; a file may stand in for parts of it."""

from pathlib import Path

from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(env.path("ENV_FILE", BASE_DIR / ".local" / "env")), recurse=False)

DEBUG = env.bool("DEBUG", False)
