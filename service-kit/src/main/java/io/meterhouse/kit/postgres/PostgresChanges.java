package io.meterhouse.kit.postgres;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.meterhouse.kit.change.ChangeRequest;
import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.change.IdempotencyKey;
import io.meterhouse.kit.change.IdempotencyKeyException;
import io.meterhouse.kit.change.IdempotencyKeyException.Reason;
import io.meterhouse.kit.change.Outcome;
import io.meterhouse.kit.change.Reply;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.metering.TenantId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Changes as transactions: work that uses the same {@link Jdbi} on the same thread joins the one
 * that is begun here. Requests with the same idempotency key take turns by an advisory lock; the
 * answer of the first is stored with what it changed, so a crash leaves both or neither.
 */
public final class PostgresChanges implements Changes {

  private static final String BEFORE_WORK = "before_work";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final int FIRST_REFUSAL = 400;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Jdbi jdbi;
  private final OutboxPublisher publisher;
  private final ChangeConfig config;
  private final InstantSource clock;
  private final Turns turns = new Turns();

  /** Over a database that is migrated. */
  public PostgresChanges(
      Jdbi jdbi, OutboxPublisher publisher, ChangeConfig config, InstantSource clock) {
    this.jdbi = jdbi;
    this.publisher = publisher;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Reply carryOut(ChangeRequest request, Work work) throws Exception {
    IdempotencyKey key = request.idempotencyKey();
    if (key == null) {
      return told(jdbi.inTransaction(handle -> committed(handle, run(handle, request, work))));
    }
    ReplySeal seal = ReplySeal.of(owner(request), key);
    // Twins of this instance wait here, and not with a connection each.
    if (!turns.take(seal.number(), config.idempotencyPatience())) {
      throw new IdempotencyKeyException(Reason.IN_USE);
    }
    try {
      return told(jdbi.inTransaction(handle -> once(handle, request, seal, work)));
    } finally {
      turns.end(seal.number());
    }
  }

  private Reply told(Committed committed) {
    // Without a connection: while the brokers are away, those who wait must not use them up.
    if (committed.owesCatalog() && !publisher.publishNow(Topic.CATALOG)) {
      throw ApiException.unavailable(
          "the change is stored, but the brokers cannot be told at the moment: it takes effect when"
              + " they have been, which needs no further request",
          RETRY_AFTER);
    }
    return committed.reply();
  }

  private record Committed(Reply reply, boolean owesCatalog) {}

  private Committed once(Handle handle, ChangeRequest request, ReplySeal seal, Work work)
      throws Exception {
    Instant now = clock.instant();
    lock(handle, seal);
    Optional<IdempotentReplies.Stored> stored = IdempotentReplies.find(handle, seal.id(), now);
    if (stored.isPresent()) {
      Reply reply = replay(request, stored.get(), seal);
      // Its messages may still be owed: the first answer may have been that they could not be sent.
      // What was refused changed nothing, and owes nothing.
      return new Committed(reply, reply.status() < FIRST_REFUSAL);
    }
    Outcome outcome = run(handle, request, work);
    Instant end = now.plus(config.idempotencyWindow());
    IdempotentReplies.store(handle, seal, request.fingerprint(), outcome.reply(), end, now);
    return committed(handle, outcome);
  }

  private static Committed committed(Handle handle, Outcome outcome) {
    // Of what was undone the handle still says that it owes it.
    boolean owes = outcome instanceof Outcome.Done && owesCatalog(handle);
    return new Committed(outcome.reply(), owes);
  }

  /** Whose key it is: of one caller, for one tenant, on behalf of one user. */
  private static String owner(ChangeRequest request) {
    TenantId tenant = request.caller().tenant();
    return JsonNodeFactory.instance
        .arrayNode()
        .add(request.caller().id())
        .add(tenant == null ? null : tenant.value())
        .add(request.actor().id())
        .add(request.actor().role())
        .toString();
  }

  private Outcome run(Handle handle, ChangeRequest request, Work work) throws Exception {
    handle.savepoint(BEFORE_WORK);
    Outcome outcome = work.run();
    switch (outcome) {
      case Outcome.Done done -> AuditRows.insert(handle, request, done.entries(), clock.instant());
      case Outcome.Refused _ -> handle.rollbackToSavepoint(BEFORE_WORK);
    }
    return outcome;
  }

  private static Reply replay(
      ChangeRequest request, IdempotentReplies.Stored stored, ReplySeal seal) {
    if (!stored.fingerprint().equals(request.fingerprint())) {
      throw new IdempotencyKeyException(Reason.REUSED);
    }
    return seal.open(stored.sealed().toByteArray());
  }

  private void lock(Handle handle, ReplySeal seal) {
    handle.execute("SET LOCAL lock_timeout = " + config.idempotencyPatience().toMillis());
    try {
      handle.execute("SELECT pg_advisory_xact_lock(?)", seal.number());
    } catch (JdbiException e) {
      if (e.getCause() instanceof SQLException cause
          && LOCK_NOT_AVAILABLE.equals(cause.getSQLState())) {
        throw new IdempotencyKeyException(Reason.IN_USE);
      }
      throw e;
    }
    handle.execute("SET LOCAL lock_timeout = DEFAULT");
  }

  private static boolean owesCatalog(Handle handle) {
    return handle.getConfig(OwedTopics.class).owes(Topic.CATALOG);
  }
}
