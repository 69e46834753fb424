package io.meterhouse.local;

import java.util.Locale;
import java.util.UUID;

/**
 * Where the engines of a stack are, in the form that their clients want.
 *
 * @param kafkaBootstrapServers {@code host:port[,…]}
 * @param clickHouseUrl {@code http://host:port}
 * @param postgresUrl JDBC URL with a database
 * @param postgresUser may create schemas
 * @param postgresPassword never empty, and ignored by an embedded server
 */
public record EngineAddresses(
    String kafkaBootstrapServers,
    String clickHouseUrl,
    String postgresUrl,
    String postgresUser,
    String postgresPassword) {

  private static final int UNIQUE_CHARACTERS = 12;

  /**
   * A name that nobody else has used on these engines, for a tenant, a topic prefix, a schema or a
   * database: lower case letters, digits and underscores, starting with the prefix.
   */
  public String freshName(String prefix) {
    String unique = UUID.randomUUID().toString().replace("-", "").substring(0, UNIQUE_CHARACTERS);
    return prefix.toLowerCase(Locale.ROOT) + "_" + unique;
  }
}
