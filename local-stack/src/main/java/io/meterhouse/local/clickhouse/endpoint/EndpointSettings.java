package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.http.HttpLimits;
import java.time.Duration;

/**
 * What the endpoint allows.
 *
 * @param user the one user there is
 * @param password of that user; empty for none
 * @param maxConcurrentQueries running at a time
 * @param queueWait how long a further query waits for its turn before it is refused
 * @param queryTimeLimit after which a query is killed, whatever its own settings say
 * @param maxStatementBytes of a statement without the data of an insert
 * @param maxWholeResultBytes of an answer in a format that cannot be streamed
 * @param maxSessions open at a time
 * @param maxSessionTimeout that a client may ask for
 */
public record EndpointSettings(
    String user,
    String password,
    int maxConcurrentQueries,
    Duration queueWait,
    Duration queryTimeLimit,
    int maxStatementBytes,
    long maxWholeResultBytes,
    int maxSessions,
    Duration maxSessionTimeout,
    HttpLimits http) {
  private static final int MEBIBYTE = 1024 * 1024;

  public static final EndpointSettings DEFAULT =
      new EndpointSettings(
          "default",
          "",
          16,
          Duration.ofSeconds(5),
          Duration.ofMinutes(30),
          16 * MEBIBYTE,
          256L * MEBIBYTE,
          256,
          Duration.ofHours(1),
          HttpLimits.DEFAULT);

  public EndpointSettings withCredentials(String newUser, String newPassword) {
    return new EndpointSettings(
        newUser,
        newPassword,
        maxConcurrentQueries,
        queueWait,
        queryTimeLimit,
        maxStatementBytes,
        maxWholeResultBytes,
        maxSessions,
        maxSessionTimeout,
        http);
  }

  /** The same with other bounds on what runs at a time and for how long. */
  public EndpointSettings withQueries(int concurrent, Duration wait, Duration timeLimit) {
    return new EndpointSettings(
        user,
        password,
        concurrent,
        wait,
        timeLimit,
        maxStatementBytes,
        maxWholeResultBytes,
        maxSessions,
        maxSessionTimeout,
        http);
  }
}
