package io.meterhouse.kit.access.sigv4;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.metering.TenantId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service that may sign requests.
 *
 * @param secret what it signs with; not shown by {@link #toString()}
 */
public record SignerCredentials(String accessKeyId, String secret, Caller caller) {

  static final String SETTING = "METERHOUSE_SIGV4_CREDENTIALS";

  private static final int MIN_SECRET_CHARS = 32;
  private static final Set<String> FIELDS =
      Set.of(
          "access_key_id",
          "secret_access_key",
          "tenant_id",
          "platform",
          "scopes",
          "acts_for_users");

  /**
   * By access key id; nothing where the text is empty.
   *
   * @throws ConfigurationException without a word of a secret
   */
  static Map<String, SignerCredentials> parse(String json) {
    Map<String, SignerCredentials> all = new HashMap<>();
    if (json.isEmpty()) {
      return all;
    }
    JsonNode list = read(json);
    for (int i = 0; i < list.size(); i++) {
      SignerCredentials one = of(list.get(i), SETTING + "[" + i + "]");
      if (all.put(one.accessKeyId(), one) != null) {
        throw new ConfigurationException(
            SETTING + ": " + one.accessKeyId() + " stands there twice");
      }
    }
    return all;
  }

  @Override
  public String toString() {
    return "SignerCredentials[" + accessKeyId + "]";
  }

  private static JsonNode read(String json) {
    try {
      JsonNode list = JsonMapper.builder().build().readTree(json);
      if (list.isArray()) {
        return list;
      }
    } catch (JsonProcessingException e) {
      // Without the parser's own words: they would show what the file holds.
      throw new ConfigurationException(SETTING + " is not JSON (expected: a list of objects)");
    }
    throw new ConfigurationException(SETTING + " is no list (expected: a list of objects)");
  }

  private static SignerCredentials of(JsonNode node, String where) {
    List<String> unknown = node.propertyStream().map(Map.Entry::getKey).toList();
    if (!FIELDS.containsAll(unknown)) {
      throw new ConfigurationException(
          where + " has other fields than " + String.join(", ", FIELDS.stream().sorted().toList()));
    }
    String id = node.path("access_key_id").asText();
    String secret = node.path("secret_access_key").asText();
    if (!id.matches("[A-Za-z0-9]{8,128}")) {
      throw new ConfigurationException(
          where + ".access_key_id (expected: 8 to 128 letters and digits)");
    }
    if (secret.length() < MIN_SECRET_CHARS) {
      throw new ConfigurationException(
          where + ".secret_access_key (expected: at least " + MIN_SECRET_CHARS + " characters)");
    }
    Caller caller =
        new Caller(
            "sigv4:" + id,
            tenant(node, where),
            scopes(node, where),
            flag(node, "acts_for_users", where));
    return new SignerCredentials(id, secret, caller);
  }

  /** As in a token: whoever names no tenant has to say that it is the platform. */
  private static @Nullable TenantId tenant(JsonNode node, String where) {
    boolean isPlatform = flag(node, "platform", where);
    if (isPlatform == node.hasNonNull("tenant_id")) {
      throw new ConfigurationException(
          where + " (expected: either a tenant_id or \"platform\": true)");
    }
    try {
      return isPlatform ? null : TenantId.of(node.path("tenant_id").asText());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(where + ".tenant_id: " + e.getMessage());
    }
  }

  private static boolean flag(JsonNode node, String name, String where) {
    if (node.has(name) && !node.path(name).isBoolean()) {
      throw new ConfigurationException(where + "." + name + " (expected: true or false)");
    }
    return node.path(name).asBoolean();
  }

  private static Set<Scope> scopes(JsonNode node, String where) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (JsonNode name : node.path("scopes")) {
      scopes.add(
          Scope.ofWireName(name.asText())
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          where + ".scopes (expected: some of " + Scope.names() + ")")));
    }
    if (scopes.isEmpty()) {
      throw new ConfigurationException(
          where + ".scopes: none (expected: some of " + Scope.names() + ")");
    }
    return scopes;
  }
}
