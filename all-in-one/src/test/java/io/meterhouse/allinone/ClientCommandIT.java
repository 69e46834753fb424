package io.meterhouse.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** The command as an operator types it, on a database that has nothing yet. */
@ExtendWith(Engines.class)
class ClientCommandIT {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private CommandLine command;
  private Jdbi database;

  @BeforeEach
  void prepare(EngineAddresses engines) {
    String schema = engines.freshName("client");
    database =
        Jdbi.create(
            engines.postgresUrl() + "?currentSchema=" + schema,
            engines.postgresUser(),
            engines.postgresPassword());
    Map<String, String> environment =
        Map.of(
            "METERHOUSE_POSTGRES_URL", engines.postgresUrl(),
            "METERHOUSE_POSTGRES_USER", engines.postgresUser(),
            "METERHOUSE_POSTGRES_PASSWORD", engines.postgresPassword(),
            "METERHOUSE_POSTGRES_SCHEMA", schema);
    command =
        new CommandLine(
                new ClientCommand(
                    environment, CLOCK, new PrintStream(out, true, StandardCharsets.UTF_8)))
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler(
                (failure, line, arguments) -> {
                  line.getErr().println(failure.getMessage());
                  return 1;
                });
  }

  private String run(int exitCode, String... arguments) {
    out.reset();
    assertThat(command.execute(arguments)).as(err.toString()).isEqualTo(exitCode);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What the audit log has of it: before, then after. */
  private String revocation(String clientId) {
    return database.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT before::text || after::text FROM audit_log"
                        + " WHERE entity_id = :id AND action = 'revoke'")
                .bind("id", clientId)
                .mapTo(String.class)
                .one());
  }

  private static JsonNode json(String text) {
    try {
      return JsonMapper.builder().build().readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(text, e);
    }
  }

  @Test
  void shouldCreateListAndRevokeAClient() {
    JsonNode created = json(run(0, "create", "--name", "ops", "--scope", "usage:read,tenant:read"));
    String id = created.path("client_id").asText();
    assertThat(id).startsWith("mhc_");
    assertThat(created.path("client_secret").asText()).matches("mhs_[A-Za-z0-9_-]{43}");

    String listed = run(0, "list");
    assertThat(listed).doesNotContain(created.path("client_secret").asText());
    assertThat(json(listed).path("client_id").asText()).isEqualTo(id);
    assertThat(json(listed).path("scopes").toString())
        .isEqualTo("[\"tenant:read\",\"usage:read\"]");
    assertThat(json(listed).path("acts_for_users").asBoolean(true)).isFalse();
    assertThat(json(listed).path("revoked_at").isNull()).isTrue();

    assertThat(json(run(0, "revoke", id)).path("revoked_at").asText())
        .isEqualTo("2026-11-21T10:00:00Z");
    assertThat(revocation(id))
        .contains("\"revoked_at\": null")
        .contains("\"revoked_at\": \"2026-11-21T10:00:00Z\"")
        .contains("\"acts_for_users\": false");
    run(1, "revoke", "mhc_nobody");
    assertThat(err.toString()).contains("there is no such client");
  }

  @Test
  void shouldSayWhatIsWrong() {
    run(2, "create");
    assertThat(err.toString()).contains("--name");
    run(2, "create", "--name", "x", "--scope", "root");
    assertThat(err.toString()).contains("scope: root (expected: some of tenant:read");
    run(2, "create", "--name", "x", "--tenant", "acme");
    assertThat(err.toString()).contains("'acme' (expected: TEN-");
    run(1, "create", "--name", "x", "--tenant", "TEN-nobody");
    assertThat(err.toString()).contains("there is no tenant TEN-nobody");
    run(2);
    assertThat(err.toString()).contains("create, list, revoke");
  }
}
