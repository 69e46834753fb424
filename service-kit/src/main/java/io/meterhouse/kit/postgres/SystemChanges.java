package io.meterhouse.kit.postgres;

import io.meterhouse.kit.change.AuditEntry;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Changes that no request makes, such as those of the command line: in one transaction with their
 * audit entries, as requests have them.
 *
 * @param maker who makes them, as the audit log names it beside the ids of callers
 */
public record SystemChanges(Database database, String maker, InstantSource clock) {

  /** Carries out work that uses the same database, and notes what it says that it changed. */
  public void carryOut(Supplier<List<AuditEntry>> work) {
    database
        .jdbi()
        .useTransaction(handle -> AuditRows.insert(handle, maker, work.get(), clock.instant()));
  }
}
