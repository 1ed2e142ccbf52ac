package io.lyss.benchmarks.text;

/** The words that are searched for, from a frequent one to one that occurs nowhere. */
enum Searched {
  CHARACTER("的"),
  FREQUENT("data"),
  CHINESE("天气"),
  ENGLISH("letter"),
  TWO("report letter"),
  RUN("天气报告"),
  NOWHERE("zzzzqq");

  private final String text;

  Searched(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /** Milliseconds. A single character has a limit only for users with few messages. */
  double reach(int user) {
    return this == CHARACTER ? user == 1 ? 20 : 5 : 1;
  }

  static String who(int user) {
    return switch (user) {
      case 1 -> "%,d messages".formatted(TextFigures.HEAVY * 20);
      case 2 -> "10 messages";
      default -> "2,500 messages";
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
