package io.lyss.benchmarks.text;

/** Conversations of 60 messages by their age, and one that goes on over all months. */
enum Age {
  YOUNG(40),
  MIDDLE(20),
  OLD(1),
  LONG(0);

  private final int place;

  Age(int place) {
    this.place = place;
  }

  /** The conversation of a user. The long one always belongs to the third user. */
  int conversation(int user) {
    return this == LONG ? 90_000_000 : user * 100_000 + place;
  }

  int owner(int user) {
    return this == LONG ? 3 : user;
  }

  @Override
  public String toString() {
    return switch (this) {
      case YOUNG -> "of this month";
      case MIDDLE -> "of a year and a half ago";
      case OLD -> "of three years ago";
      case LONG -> "of all months, three messages in each";
    };
  }
}
