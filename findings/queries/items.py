"""Items of lists by the text that finds equal ones, in SQL: the same for counts and filters."""

from web.keys import KEY_LENGTH

# Most texts: printable ASCII, its words one space apart.
_PLAIN = "^[!-~]+( [!-~]+)*$"


def item_key(text: str) -> str:
    """Return SQL of the key of `text`, itself SQL: without case and accents, cut as keys are."""
    bare = f"regexp_replace(normalize({text}, NFKD), '[\u0300-\u036f]', '', 'g')"
    lower = f"replace(replace(lower(normalize({bare}, NFC)), 'ß', 'ss'), 'ς', 'σ')"
    told = rf"btrim(regexp_replace({lower}, '\s+', ' ', 'g'))"
    folded = f"CASE WHEN {text} ~ '{_PLAIN}' THEN lower({text}) ELSE {told} END"
    return f"rtrim(left({folded}, {KEY_LENGTH}))"


# Of a finding `f` and one text: that it is a list, and has that item. A list's own key has all of
# its items where it was not cut, and is read off the index of what leads; the row only where that
# has it.
HAS_ITEM = f"""((f.value_key LIKE %s OR length(f.value_key) >= {KEY_LENGTH}) AND (
    SELECT bool_or({item_key("item")} = {item_key("asked.text")})
    FROM (SELECT %s::text AS text) asked, conversations_finding own, jsonb_array_elements_text(
        CASE WHEN jsonb_typeof(own.value) = 'array' THEN own.value ELSE '[]' END) item
    WHERE own.conversation_id = f.conversation_id AND own.goal = f.goal))"""
