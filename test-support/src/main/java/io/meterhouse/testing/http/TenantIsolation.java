package io.meterhouse.testing.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Route;
import io.meterhouse.testing.TestTokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tries every route of a service without a token, without its scope, and with the token of another
 * tenant, named wherever the contract lets a request name one. A route that is not for the platform
 * alone, and that neither the contract nor the test knows how to attack, fails.
 */
public final class TenantIsolation {

  /** Who must stay undisturbed. */
  public static final String VICTIM = "TEN-victim";

  /** Whose token it is that asks. */
  public static final String INTRUDER = "TEN-intruder";

  private static final Set<String> TENANT_NAMES = Set.of("tenant_id", "tenantId");
  private static final Set<String> REFUSALS = Set.of("PERMISSION_DENIED", "TENANT_FORBIDDEN");

  private final ApiClient client;
  private final Map<String, String> victims;
  private final OpenApiContract contract = new OpenApiContract();

  /**
   * Against the service of this client.
   *
   * @param victims by the names of path parameters, what the victim has: a 404 for what nobody has
   *     would say nothing
   */
  public TenantIsolation(ApiClient client, Map<String, String> victims) {
    this.client = client;
    this.victims = Map.copyOf(victims);
  }

  /**
   * An attack that the contract does not tell.
   *
   * @param route as {@code GET /path/{id}}
   * @param namesTenant whether it says whose it wants, which must be denied; else it asks for what
   *     the victim has as if it were the intruder's own, which must be as unknown as what nobody
   *     has
   */
  public record Attack(
      String route,
      String pathAndQuery,
      Map<String, String> headers,
      String body,
      boolean namesTenant) {

    /** With that address and no body, naming the victim. */
    static Attack at(String route, String pathAndQuery) {
      return new Attack(route, pathAndQuery, Map.of(), "", true);
    }

    /** With a body that is written with single quotes and names the victim. */
    public static Attack with(String route, String pathAndQuery, String singleQuoted) {
      return new Attack(
          route,
          pathAndQuery,
          Map.of("Content-Type", "application/json"),
          singleQuoted.replace('\'', '"'),
          true);
    }

    /** For something that the victim has, without saying whose it is. */
    public static Attack byId(String route, String pathAndQuery, String singleQuoted) {
      return new Attack(
          route,
          pathAndQuery,
          singleQuoted.isEmpty() ? Map.of() : Map.of("Content-Type", "application/json"),
          singleQuoted.replace('\'', '"'),
          false);
    }

    private String method() {
      return route.substring(0, route.indexOf(' '));
    }
  }

  /** Holds all of it. */
  public void check(List<Route> routes, List<Attack> attacks) {
    assertThat(routes).isNotEmpty();
    for (Route route : routes) {
      contract.checkAccess(route);
      if (route.access().scope() == null) {
        continue;
      }
      refusesWithoutToken(route);
      refusesWithoutScope(route);
      if (route.access().platformOnly()) {
        refusesATenantsToken(route);
      } else {
        refusesAnotherTenant(route, attacks);
      }
    }
  }

  private void refusesWithoutToken(Route route) {
    for (String header : List.of("Bearer nobody", "Basic eDp5", "Bearer ")) {
      Answer answer =
          client.send(
              route.method(), concrete(route), Map.of("Authorization", header), new byte[0]);
      assertThat(answer.status()).as("%s with %s", route, header).isEqualTo(401);
    }
  }

  private void refusesWithoutScope(Route route) {
    for (Scope other : Scope.values()) {
      if (other != route.access().scope()) {
        Answer answer =
            client.send(
                route.method(),
                concrete(route),
                bearer(TestTokens.PLATFORM + "/" + other.wireName()),
                new byte[0]);
        assertThat(answer.status()).as("%s with scope %s", route, other).isEqualTo(403);
      }
    }
  }

  private void refusesATenantsToken(Route route) {
    Answer answer =
        client.send(
            route.method(), concrete(route), bearer(TestTokens.ofTenant(INTRUDER)), new byte[0]);
    assertThat(answer.status()).as("%s with a tenant's token", route).isEqualTo(403);
  }

  private void refusesAnotherTenant(Route route, List<Attack> known) {
    List<Attack> attacks = new ArrayList<>(byContract(route));
    known.stream().filter(it -> it.route().equals(route.toString())).forEach(attacks::add);
    assertThat(attacks).as("%s can name another tenant nowhere: add an attack", route).isNotEmpty();
    for (Attack attack : attacks) {
      Map<String, String> headers = new HashMap<>(attack.headers());
      headers.putAll(bearer(TestTokens.ofTenant(INTRUDER)));
      Answer answer =
          client.send(
              attack.method(),
              attack.pathAndQuery(),
              headers,
              attack.body().getBytes(StandardCharsets.UTF_8));
      String what = "%s: %s".formatted(attack, answer.text());
      if (attack.namesTenant()) {
        assertThat(answer.status()).as(what).isIn(400, 403);
        assertThat(code(answer)).as(what).isIn(REFUSALS);
      } else {
        assertThat(answer.status()).as(what).isEqualTo(404);
      }
    }
  }

  private static String code(Answer answer) {
    JsonNode body = answer.body();
    for (String pointer : List.of("/error/code", "/code", "/errors/0/code")) {
      if (!body.at(pointer).isMissingNode()) {
        return body.at(pointer).asText();
      }
    }
    return "none";
  }

  /** One attack for each place where the contract lets a request of that route name a tenant. */
  private List<Attack> byContract(Route route) {
    JsonNode operation =
        contract
            .document()
            .path("paths")
            .path(route.path())
            .path(route.method().toLowerCase(Locale.ROOT));
    List<Attack> attacks = new ArrayList<>();
    for (JsonNode listed : operation.path("parameters")) {
      JsonNode parameter = contract.resolve(listed);
      String name = parameter.path("name").asText();
      switch (parameter.path("in").asText()) {
        case "path" -> {
          if (TENANT_NAMES.contains(name)) {
            attacks.add(Attack.at(route.toString(), concrete(route)));
          }
        }
        case "query" -> {
          if (TENANT_NAMES.contains(name)) {
            attacks.add(Attack.at(route.toString(), concrete(route) + "?" + name + "=" + VICTIM));
          }
        }
        case "header" -> {
          if (name.equalsIgnoreCase("X-Tenant-Id")) {
            attacks.add(
                new Attack(
                    route.toString(),
                    concrete(route),
                    Map.of("Content-Type", "application/json", name, VICTIM),
                    "{}",
                    true));
          }
        }
        default -> throw new AssertionError("a parameter in " + parameter);
      }
    }
    JsonNode schema =
        contract.resolve(
            operation.path("requestBody").path("content").path("application/json").path("schema"));
    for (String name : TENANT_NAMES) {
      if (schema.path("properties").has(name)) {
        attacks.add(
            Attack.with(route.toString(), concrete(route), "{'%s':'%s'}".formatted(name, VICTIM)));
      }
    }
    return attacks;
  }

  private String concrete(Route route) {
    String path = route.path();
    for (Map.Entry<String, String> victim : victims.entrySet()) {
      path = path.replace("{" + victim.getKey() + "}", victim.getValue());
    }
    assertThat(path).as("what the victim has of %s", route).doesNotContain("{");
    return path;
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }
}
