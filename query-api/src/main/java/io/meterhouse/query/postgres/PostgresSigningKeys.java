package io.meterhouse.query.postgres;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.token.AnnouncedKey;
import io.meterhouse.kit.catalog.SigningKeyEntries;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.postgres.Outbox;
import io.meterhouse.kit.postgres.OutboxPublisher;
import io.meterhouse.query.SigningKeyStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Public keys of the built-in OAuth issuer, announced to the catalogue through the outbox. */
public final class PostgresSigningKeys implements SigningKeyStore {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Jdbi jdbi;
  private final OutboxPublisher publisher;

  /** Over a database that is migrated. */
  public PostgresSigningKeys(Jdbi jdbi, OutboxPublisher publisher) {
    this.jdbi = jdbi;
    this.publisher = publisher;
  }

  @Override
  public void announce(AnnouncedKey key, Instant forgetBefore) {
    jdbi.useTransaction(
        handle -> {
          AnnouncedKey stored = store(handle, key);
          Outbox.add(
              handle,
              Topic.CATALOG,
              SigningKeyEntries.key(key.keyId()),
              SigningKeyEntries.value(stored));
          for (String over : forget(handle, forgetBefore)) {
            Outbox.add(handle, Topic.CATALOG, SigningKeyEntries.key(over), null);
          }
        });
    if (!publisher.publishNow(Topic.CATALOG)) {
      throw ApiException.unavailable(
          "the services cannot be told of the signing key at the moment", RETRY_AFTER);
    }
  }

  @Override
  public List<AnnouncedKey> inForce(Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM oauth_signing_keys WHERE verifies_until > :now ORDER BY key_id")
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, context) -> key(row))
                .list());
  }

  /** Another instance may have moved the end further than we do: the later one counts. */
  private static AnnouncedKey store(Handle handle, AnnouncedKey key) {
    return handle
        .createQuery(
            """
            INSERT INTO oauth_signing_keys AS known (key_id, issuer, public_key, verifies_until)
            VALUES (:id, :issuer, :key, :until)
            ON CONFLICT (key_id) DO UPDATE
               SET issuer = excluded.issuer,
                   verifies_until = greatest(known.verifies_until, excluded.verifies_until)
            RETURNING *
            """)
        .bind("id", key.keyId())
        .bind("issuer", key.issuer())
        .bind("key", key.publicKey().toByteArray())
        .bind("until", key.verifiesUntil().atOffset(ZoneOffset.UTC))
        .map((row, context) -> key(row))
        .one();
  }

  private static List<String> forget(Handle handle, Instant before) {
    return handle
        .createQuery(
            "DELETE FROM oauth_signing_keys WHERE verifies_until < :before RETURNING key_id")
        .bind("before", before.atOffset(ZoneOffset.UTC))
        .mapTo(String.class)
        .list();
  }

  private static AnnouncedKey key(ResultSet row) throws SQLException {
    return new AnnouncedKey(
        row.getString("key_id"),
        row.getString("issuer"),
        ByteString.copyFrom(row.getBytes("public_key")),
        row.getObject("verifies_until", OffsetDateTime.class).toInstant());
  }
}
