from tracker.domain.places import NOWHERE, Place
from tracker.services.places.memory import FOUND_FOR, NOWHERE_FOR, PlaceMemory

GERMANY = Place("DE")


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_place_is_remembered_for_a_day():
    clock = Clock()
    memory = PlaceMemory(clock)
    memory.put("1.2.3.0/24", GERMANY)
    clock.now = FOUND_FOR - 1
    assert memory.get("1.2.3.0/24") == GERMANY
    clock.now = FOUND_FOR + 1
    assert memory.get("1.2.3.0/24") is None


def test_nowhere_is_remembered_for_an_hour():
    clock = Clock()
    memory = PlaceMemory(clock)
    memory.put("1.2.3.0/24", NOWHERE)
    clock.now = NOWHERE_FOR - 1
    assert memory.get("1.2.3.0/24") == NOWHERE
    clock.now = NOWHERE_FOR + 1
    assert memory.get("1.2.3.0/24") is None


def test_the_longest_unused_is_forgotten_first():
    memory = PlaceMemory(Clock(), most=2)
    for network in ("a", "b"):
        memory.put(network, GERMANY)
    memory.get("a")
    memory.put("c", GERMANY)
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (GERMANY, None, GERMANY)


def test_it_never_holds_more_than_it_may():
    memory = PlaceMemory(Clock(), most=10)
    for number in range(1_000):
        memory.put(str(number), GERMANY)
    assert len(memory) == 10
