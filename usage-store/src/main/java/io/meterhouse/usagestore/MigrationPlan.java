package io.meterhouse.usagestore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decides what is left to apply, or why the database is not one to work with. */
final class MigrationPlan {

  private MigrationPlan() {}

  /**
   * The migrations to apply, in order.
   *
   * @throws UsageStoreException if the database has one that is newer than ours, unknown to us, or
   *     not the same as ours
   */
  static List<Migration> pending(
      String database, List<Migration> known, List<AppliedMigration> applied) {
    Map<Integer, Migration> byVersion = new TreeMap<>();
    for (Migration migration : known) {
      Migration twin = byVersion.put(migration.version(), migration);
      if (twin != null) {
        throw new UsageStoreException(
            "migrations " + twin.name() + " and " + migration.name() + " have the same version");
      }
    }
    int newest = known.stream().mapToInt(Migration::version).max().orElse(0);
    for (AppliedMigration recorded : applied) {
      check(database, recorded, byVersion, newest);
    }
    List<Migration> pending = new ArrayList<>(byVersion.values());
    pending.removeIf(ours -> applied.stream().anyMatch(a -> a.version() == ours.version()));
    pending.sort(Comparator.comparingInt(Migration::version));
    return pending;
  }

  private static void check(
      String database, AppliedMigration recorded, Map<Integer, Migration> known, int newest) {
    Migration ours = known.get(recorded.version());
    if (ours == null && recorded.version() > newest) {
      throw new UsageStoreException(
          "ClickHouse database %s was migrated by a newer Meterhouse: it has %s, this one knows up to version %d. Start that version or a later one."
              .formatted(database, recorded.name(), newest));
    }
    if (ours == null) {
      throw new UsageStoreException(
          "ClickHouse database %s has the migration %s, which this Meterhouse does not have. It is not one of ours, or this build is incomplete."
              .formatted(database, recorded.name()));
    }
    if (!ours.checksum().equals(recorded.checksum()) || !ours.name().equals(recorded.name())) {
      throw new UsageStoreException(
          "ClickHouse database %s has the migration %s with checksum %s (expected: %s with %s). A migration that was applied must not be changed: put it back and write a new one."
              .formatted(
                  database, recorded.name(), recorded.checksum(), ours.name(), ours.checksum()));
    }
  }
}
