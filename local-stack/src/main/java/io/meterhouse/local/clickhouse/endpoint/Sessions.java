package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.chdb.ChdbConnection;
import io.meterhouse.local.clickhouse.chdb.ChdbEngine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions that clients have named. Each keeps one connection until it has been idle for its
 * timeout. Thread-safe; a session serves one request at a time.
 */
final class Sessions implements AutoCloseable {
  private final ChdbEngine engine;
  private final EndpointSettings settings;
  private final InstantSource clock;
  private final Map<String, Session> byId = new HashMap<>();

  Sessions(ChdbEngine engine, EndpointSettings settings, InstantSource clock) {
    this.engine = engine;
    this.settings = settings;
    this.clock = clock;
  }

  private static final class Session {
    final ChdbConnection connection;
    boolean busy;
    Instant expires = Instant.MAX;

    Session(ChdbConnection connection) {
      this.connection = connection;
    }
  }

  EngineSession open(QueryRequest request) {
    return request
        .sessionId()
        .map(id -> named(id, request))
        .orElseGet(() -> EngineSession.once(engine.connect()));
  }

  private synchronized EngineSession named(String id, QueryRequest request) {
    Duration timeout = request.sessionTimeout();
    if (timeout.compareTo(settings.maxSessionTimeout()) > 0) {
      throw new ServerError(
          ServerError.Code.INVALID_SESSION_TIMEOUT,
          "Session timeout '%d' is larger than max_session_timeout: %d"
              .formatted(timeout.toSeconds(), settings.maxSessionTimeout().toSeconds()));
    }
    closeExpired();
    Session session = byId.get(id);
    if (session == null) {
      session = create(id, request);
    }
    if (session.busy) {
      throw new ServerError(
          ServerError.Code.SESSION_IS_LOCKED,
          "Session %s is locked by a concurrent client".formatted(id));
    }
    session.busy = true;
    Session taken = session;
    boolean last = request.flag("close_session");
    return EngineSession.kept(taken.connection, () -> release(id, taken, last, timeout));
  }

  private Session create(String id, QueryRequest request) {
    if (request.flag("session_check")) {
      throw new ServerError(
          ServerError.Code.SESSION_NOT_FOUND, "Session %s not found".formatted(id));
    }
    if (byId.size() >= settings.maxSessions()) {
      throw new ServerError(
          ServerError.Code.TOO_MANY_SIMULTANEOUS_QUERIES,
          "Too many sessions. Maximum: " + settings.maxSessions());
    }
    Session session = new Session(engine.connect());
    byId.put(id, session);
    return session;
  }

  private synchronized void release(String id, Session session, boolean last, Duration timeout) {
    session.busy = false;
    session.expires = clock.instant().plus(timeout);
    if (last) {
      byId.remove(id);
      session.connection.close();
    }
  }

  /** Ends the sessions whose time is up; their temporary tables go with them. */
  synchronized void closeExpired() {
    Instant now = clock.instant();
    for (String id : List.copyOf(byId.keySet())) {
      Session session = byId.get(id);
      if (session != null && !session.busy && !session.expires.isAfter(now)) {
        byId.remove(id);
        session.connection.close();
      }
    }
  }

  @Override
  public synchronized void close() {
    byId.values().forEach(session -> session.connection.close());
    byId.clear();
  }
}
