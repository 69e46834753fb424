package io.meterhouse.allinone.demo;

import java.util.List;

/**
 * What the demo posts.
 *
 * @param source the CloudEvents source of all lines
 * @param lines in the order in which they are posted; a line that stands twice is a retry
 */
record Workload(String source, List<UsageLine> lines) {

  Workload {
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("a workload without lines (expected: at least one)");
    }
  }
}
