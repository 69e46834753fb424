package io.meterhouse.kit.postgres;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.change.Reply;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of that name; see {@link PostgresChanges}. */
final class IdempotentReplies {

  /** How many that are over go with each that is stored, so that the table cannot grow for ever. */
  private static final int SWEPT = 10;

  private IdempotentReplies() {}

  record Stored(ByteString fingerprint, ByteString sealed) {}

  static Optional<Stored> find(Handle handle, byte[] id, Instant now) {
    return handle
        .createQuery(
            "SELECT fingerprint, sealed FROM idempotent_replies"
                + " WHERE id = :id AND expires_at > :now")
        .bind("id", id)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .map(
            (row, context) ->
                new Stored(
                    ByteString.copyFrom(row.getBytes("fingerprint")),
                    ByteString.copyFrom(row.getBytes("sealed"))))
        .findOne();
  }

  /** In the place of one that is over, if any. */
  static void store(
      Handle handle,
      ReplySeal seal,
      ByteString fingerprint,
      Reply reply,
      Instant expiresAt,
      Instant now) {
    sweep(handle, now);
    handle
        .createUpdate(
            """
            INSERT INTO idempotent_replies (id, fingerprint, sealed, expires_at)
            VALUES (:id, :fingerprint, :sealed, :expiresAt)
            ON CONFLICT (id) DO UPDATE
               SET fingerprint = excluded.fingerprint, sealed = excluded.sealed,
                   expires_at = excluded.expires_at
            """)
        .bind("id", seal.id())
        .bind("fingerprint", fingerprint.toByteArray())
        .bind("sealed", seal.close(reply))
        .bind("expiresAt", expiresAt.atOffset(ZoneOffset.UTC))
        .execute();
  }

  /** Those that another transaction has in hand are left to it. */
  private static void sweep(Handle handle, Instant now) {
    handle
        .createUpdate(
            """
            DELETE FROM idempotent_replies
             WHERE id IN (SELECT id FROM idempotent_replies WHERE expires_at <= :now
                           LIMIT :limit FOR UPDATE SKIP LOCKED)
            """)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("limit", SWEPT)
        .execute();
  }
}
