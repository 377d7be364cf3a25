"""Where this room keeps persons' data: nowhere of its own; it reads what conversations keep."""

from privacy.registry import Place

PLACES: tuple[Place, ...] = ()
