"""How fast the two doors answer: served with two workers, each figure beside what it is held to."""
