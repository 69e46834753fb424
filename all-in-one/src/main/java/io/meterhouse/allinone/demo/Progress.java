package io.meterhouse.allinone.demo;

import java.io.Console;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** One line that tells how far the replay is: in place on a terminal, line by line in a file. */
final class Progress {

  // Whether there is a console when nobody watches differs between JDKs: absent or not a terminal.
  private static final boolean TERMINAL =
      Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);

  private final PrintStream out;
  private final Replay replay;
  private final DemoFigures figures;
  private String last = "";

  Progress(PrintStream out, Replay replay, DemoFigures figures) {
    this.out = out;
    this.replay = replay;
    this.figures = figures;
  }

  void show() {
    BigDecimal billed =
        figures.items().stream()
            .map(DemoFigures.Item::amount)
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .setScale(2, RoundingMode.UNNECESSARY);
    String line =
        "accepted %,9d   counted %,9.0f   billed USD %s"
            .formatted(
                replay.accepted(), figures.total(DemoTenant.REQUEST_METER), billed.toPlainString());
    if (line.equals(last)) {
      return;
    }
    last = line;
    out.print(TERMINAL ? "\r" + line : line + System.lineSeparator());
    out.flush();
  }

  /** Leaves the line as it stands. */
  void end() {
    last = "";
    show();
    out.println();
  }
}
