package io.lyss.examples.quickstart;

/** How wide a text is on a terminal: Chinese, Japanese and Korean letters take two columns. */
final class TextWidth {

  private TextWidth() {}

  static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  /** Pads the text with spaces to a width, after it or before it. */
  static String pad(String text, int width, boolean right) {
    String spaces = " ".repeat(Math.max(0, width - of(text)));
    return right ? spaces + text : text + spaces;
  }

  /** As much of the text as fits, with an ellipsis where something is left out. */
  static String fit(String text, int width) {
    if (of(text) <= width) {
      return text;
    }
    StringBuilder cut = new StringBuilder();
    int used = 1;
    for (int letter : text.codePoints().toArray()) {
      used += of(letter);
      if (used > width) {
        break;
      }
      cut.appendCodePoint(letter);
    }
    return cut.toString().stripTrailing() + "…";
  }

  // The wide and full-width blocks of Unicode's East Asian Width.
  private static int of(int letter) {
    boolean wide =
        letter >= 0x1100 && letter <= 0x115f
            || letter >= 0x2e80 && letter <= 0xa4cf && letter != 0x303f
            || letter >= 0xac00 && letter <= 0xd7a3
            || letter >= 0xf900 && letter <= 0xfaff
            || letter >= 0xfe30 && letter <= 0xfe4f
            || letter >= 0xff00 && letter <= 0xff60
            || letter >= 0xffe0 && letter <= 0xffe6
            || letter >= 0x1f300 && letter <= 0x1faff
            || letter >= 0x20000 && letter <= 0x3fffd;
    int type = Character.getType(letter);
    boolean none = type == Character.NON_SPACING_MARK || type == Character.FORMAT;
    return none ? 0 : wide ? 2 : 1;
  }
}
