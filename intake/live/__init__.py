"""Conversations that are led here: created, played event by event, ended, and tidied up after."""
