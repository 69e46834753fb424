package io.meterhouse.query.postgres;

import org.jdbi.v3.core.Jdbi;

/** How far the database that we read is behind the one that is written. */
public final class ReplicaLag {

  private static final String SQL =
      """
      SELECT CASE WHEN pg_is_in_recovery()
                  THEN coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0)
                  ELSE 0
             END * 1000
      """;

  private final Jdbi jdbi;

  /** Of this database. */
  public ReplicaLag(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** 0 where it is the one that is written. */
  public long millis() {
    return jdbi.withHandle(handle -> handle.createQuery(SQL).mapTo(Long.class).one());
  }
}
