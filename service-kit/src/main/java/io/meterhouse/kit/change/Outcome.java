package io.meterhouse.kit.change;

import java.util.List;

/** How a change ended. */
public sealed interface Outcome {

  /** What the client is told. */
  Reply reply();

  /** It was made. */
  record Done(Reply reply, List<AuditEntry> entries) implements Outcome {

    /** Copies. */
    public Done {
      entries = List.copyOf(entries);
    }
  }

  /** It was refused, and what it had begun is undone. */
  record Refused(Reply reply) implements Outcome {}
}
