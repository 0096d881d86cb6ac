package io.github.ple4j.benchmarks.experiment;

import java.awt.Color;

/**
 * What a part of a chart is drawn in: a colour of the page, which is another one in the dark.
 * XChart knows fixed colours alone, so that each has one that stands for it until the SVG is
 * written.
 */
enum Ink {
  TEXT(1, "var(--text)"),
  LINE(2, "var(--line)"),
  MUTED(3, "var(--muted)"),
  OURS(4, "var(--ours)"),
  PUBLISHED(5, "var(--published)"),
  OWN(6, "var(--own)"),
  SHARED(7, "var(--shared)"),
  OTHER(8, "var(--other)"),
  NOTHING(9, "none"),
  SYSTEM_1(11, "var(--system-1)"),
  SYSTEM_2(12, "var(--system-2)"),
  SYSTEM_3(13, "var(--system-3)"),
  SYSTEM_4(14, "var(--system-4)"),
  SYSTEM_5(15, "var(--system-5)"),
  SYSTEM_6(16, "var(--system-6)"),
  SYSTEM_7(17, "var(--system-7)"),
  SYSTEM_8(18, "var(--system-8)"),
  SYSTEM_9(19, "var(--system-9)"),
  SYSTEM_10(20, "var(--system-10)");

  private final int grey;
  private final String css;

  Ink(int grey, String css) {
    this.grey = grey;
    this.css = css;
  }

  /** The colour that stands for it. */
  Color color() {
    return new Color(grey, grey, grey);
  }

  /** Puts the page's colours in place of those that stand for them. */
  static String of(String svg) {
    String inked = svg;
    for (Ink ink : values()) {
      inked = inked.replace("rgb(" + ink.grey + "," + ink.grey + "," + ink.grey + ")", ink.css);
    }
    return inked;
  }
}
