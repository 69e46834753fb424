package io.meterhouse.allinone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meterhouse.kit.access.ClientSecret;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.change.AuditEntry;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.kit.postgres.Database;
import io.meterhouse.kit.postgres.SystemChanges;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.AccessAudit;
import io.meterhouse.query.OAuthClient;
import io.meterhouse.query.OAuthClientRequest;
import io.meterhouse.query.OAuthClientStore;
import io.meterhouse.query.postgres.PostgresOAuthClients;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Manages the clients of the built-in OAuth issuer straight in PostgreSQL: an installation has to
 * get its first client from somewhere.
 */
@Command(
    name = "client",
    mixinStandardHelpOptions = true,
    description = "Manages OAuth clients in the PostgreSQL of METERHOUSE_POSTGRES_*.")
final class ClientCommand implements Runnable {

  private static final int PAGE = 200;

  private final Map<String, String> environment;
  private final InstantSource clock;
  private final PrintStream out;
  @Spec private @Nullable CommandSpec spec;

  ClientCommand(Map<String, String> environment, InstantSource clock, PrintStream out) {
    this.environment = environment;
    this.clock = clock;
    this.out = out;
  }

  @Override
  public void run() {
    throw refused("client needs one of: create, list, revoke");
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Creates a client and prints its secret, once.")
  int create(
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              description = "what you call it")
          String name,
      @Option(
              names = "--tenant",
              paramLabel = "TEN-x",
              description = "whose data it reaches (default: the platform's, every tenant)")
          @Nullable String tenant,
      @Option(
              names = "--scope",
              split = ",",
              paramLabel = "SCOPE",
              description = "what it may do, such as usage:read,usage:write (default: everything)")
          String @Nullable [] scopes,
      @Option(
              names = "--acts-for-users",
              description = "its requests may name the user that they are made for")
          boolean actsForUsers) {
    ClientSecret secret = ClientSecret.generate(new SecureRandom());
    OAuthClient client = request(name, tenant, scopes, actsForUsers).with(secret, clock.instant());
    change(
        clients -> {
          clients.create(client);
          return AccessAudit.created(client);
        });
    Map<String, Object> created = new LinkedHashMap<>();
    created.put("client_id", secret.clientId());
    created.put("client_secret", secret.secret());
    print(created);
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Prints the clients, one a line; no secrets.")
  int list() {
    withClients(
        clients -> {
          List<OAuthClient> page = clients.list(null, null, PAGE);
          while (!page.isEmpty()) {
            page.forEach(client -> print(view(client)));
            page = clients.list(null, page.getLast().clientId(), PAGE);
          }
        });
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Gives a client no more tokens; those that it has end with their lifetime.")
  int revoke(@Parameters(paramLabel = "CLIENT_ID") String clientId) {
    change(
        clients -> {
          OAuthClient before =
              clients
                  .find(clientId)
                  .orElseThrow(() -> new StartupException("there is no such client"));
          OAuthClient revoked = clients.revoke(clientId, clock.instant()).orElse(before);
          print(view(revoked));
          return AccessAudit.revoked(before, revoked);
        });
    return 0;
  }

  private OAuthClientRequest request(
      String name, @Nullable String tenant, String @Nullable [] scopes, boolean actsForUsers) {
    try {
      return new OAuthClientRequest(
          name,
          tenant == null ? null : TenantId.of(tenant),
          scopes == null ? EnumSet.allOf(Scope.class) : scopes(scopes),
          actsForUsers);
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static Set<Scope> scopes(String[] names) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    Arrays.stream(names)
        .forEach(
            name ->
                scopes.add(
                    Scope.ofWireName(name)
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "scope: %s (expected: some of %s)"
                                        .formatted(name, Scope.names())))));
    return scopes;
  }

  private void withClients(Consumer<OAuthClientStore> action) {
    withDatabase(database -> action.accept(new PostgresOAuthClients(database)));
  }

  /** The audit log has it as it has what requests change. */
  private void change(Function<OAuthClientStore, AuditEntry> change) {
    withDatabase(
        database ->
            new SystemChanges(database, "command-line", clock)
                .carryOut(() -> List.of(change.apply(new PostgresOAuthClients(database)))));
  }

  private void withDatabase(Consumer<Database> action) {
    Settings settings = Settings.of(environment);
    settings.check();
    try (Database database =
        Database.open(PostgresConfig.from(settings), StartupConfig.from(settings))) {
      action.accept(database);
    } catch (ApiException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, Object> view(OAuthClient client) {
    Map<String, Object> view = new LinkedHashMap<>();
    TenantId tenant = client.tenant();
    view.put("client_id", client.clientId());
    view.put("name", client.name());
    view.put("tenant_id", tenant == null ? null : tenant.value());
    view.put("scopes", client.scopes().stream().map(Scope::wireName).sorted().toList());
    view.put("acts_for_users", client.actsForUsers());
    view.put("created_at", client.createdAt().toString());
    view.put("revoked_at", client.revokedAt() == null ? null : client.revokedAt().toString());
    return view;
  }

  private void print(Map<String, Object> object) {
    try {
      out.println(JsonMapper.builder().build().writeValueAsString(object));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private CommandLine.ParameterException refused(String message) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
