package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.chdb.ChdbEngine;
import io.meterhouse.local.clickhouse.chdb.ChdbException;
import io.meterhouse.local.clickhouse.http.Exchange;
import io.meterhouse.local.clickhouse.http.RequestHead;
import io.meterhouse.local.clickhouse.sql.KillQuery;
import io.meterhouse.local.clickhouse.sql.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request for a query to its answer; every error on the way is answered as the server does.
 */
final class QueryHandler {
  private static final Logger LOG = LoggerFactory.getLogger(QueryHandler.class);

  private final EndpointSettings settings;
  private final EngineFacts facts;
  private final QueryGate gate;
  private final RunningQueries running;
  private final Sessions sessions;

  QueryHandler(
      ChdbEngine engine,
      EndpointSettings settings,
      QueryGate gate,
      RunningQueries running,
      Sessions sessions) {
    this.settings = settings;
    this.facts = EngineFacts.of(engine);
    this.gate = gate;
    this.running = running;
    this.sessions = sessions;
  }

  void handle(Exchange exchange) throws IOException {
    RequestHead head = exchange.head();
    Answer answer = null;
    try {
      QueryRequest request = QueryRequest.of(head);
      answer = new Answer(exchange.response(), request, facts);
      authenticate(request);
      answer(exchange, request, answer);
    } catch (ChdbException e) {
      fail(exchange, answer, e.code(), e.getMessage());
    } catch (ServerError e) {
      fail(exchange, answer, e.code(), e.getMessage());
    }
  }

  private void fail(Exchange exchange, @Nullable Answer answer, int code, @Nullable String message)
      throws IOException {
    Answer target =
        answer != null
            ? answer
            : new Answer(exchange.response(), QueryRequest.unreadable(exchange.head()), facts);
    LOG.debug("query failed: {}", message);
    target.fail(code, String.valueOf(message));
  }

  private void authenticate(QueryRequest request) {
    boolean passwordFits =
        MessageDigest.isEqual(
            request.password().getBytes(StandardCharsets.UTF_8),
            settings.password().getBytes(StandardCharsets.UTF_8));
    if (!passwordFits || !request.user().equals(settings.user())) {
      throw new ServerError(
          ServerError.Code.AUTHENTICATION_FAILED,
          request.user()
              + ": Authentication failed: password is incorrect, or there is no user with such name");
    }
  }

  private void answer(Exchange exchange, QueryRequest request, Answer answer) throws IOException {
    InputStream body = RequestBody.of(request, exchange.body());
    StatementInput input = StatementInput.read(request.query(), body, settings.maxStatementBytes());
    check(input.statement(), request);
    if (input.statement() instanceof Statement.Kill kill) {
      execute(
          exchange,
          request,
          new StatementInput(
              KillQuery.byClientId(kill, RunningQueries.ID_EXPRESSION), input.data()),
          answer);
      return;
    }
    try (QueryGate.Place _ = gate.enter()) {
      execute(exchange, request, input, answer);
    }
  }

  private static void check(Statement statement, QueryRequest request) {
    switch (statement) {
      case Statement.Empty _ ->
          throw new ServerError(ServerError.Code.SYNTAX_ERROR, "Syntax error: Empty query");
      case Statement.Several several ->
          throw new ServerError(
              ServerError.Code.SYNTAX_ERROR,
              "Syntax error (Multi-statements are not allowed): failed at position %d"
                  .formatted(several.position() + 1));
      default -> {
        if (request.isGet() && !statement.isReadOnly()) {
          throw new ServerError(
              ServerError.Code.READONLY,
              "Cannot execute query in readonly mode. For queries over HTTP, method GET implies"
                  + " readonly. You should use method POST for modifying queries");
        }
      }
    }
  }

  private void execute(Exchange exchange, QueryRequest request, StatementInput input, Answer answer)
      throws IOException {
    try (RunningQueries.Running query = running.enter(answer.queryId());
        EngineSession session = sessions.open(request)) {
      exchange.onClientLeft(query::cancel);
      try {
        session.set(settingsOf(request, query, input.statement()));
        if (request.database().isPresent()) {
          session.use(request.database().get());
        }
        new QueryExecution(session.connection(), request, answer, settings.maxStatementBytes())
            .run(input);
      } catch (ChdbException | ServerError e) {
        session.failed();
        throw e;
      }
    }
  }

  private Map<String, String> settingsOf(
      QueryRequest request, RunningQueries.Running query, Statement statement) {
    Map<String, String> all = new LinkedHashMap<>();
    boolean answersWhole =
        statement instanceof Statement.Select
            && QueryExecution.streaming(statement, request).isEmpty();
    if (answersWhole) {
      all.put("max_result_bytes", Long.toString(settings.maxWholeResultBytes()));
      all.put("result_overflow_mode", "throw");
    }
    all.putAll(request.settings());
    all.put(RunningQueries.ID_SETTING, query.id());
    return all;
  }
}
