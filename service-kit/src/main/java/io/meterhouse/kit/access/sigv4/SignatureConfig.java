package io.meterhouse.kit.access.sigv4;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;
import java.util.Map;

/**
 * Which signed requests are believed.
 *
 * @param credentials who may sign, by access key id
 * @param region what requests are signed for
 * @param clockSkew how far a request's date may be from ours
 * @param maxRemembered signatures of one access key id kept at once so that none comes twice;
 *     beyond it its unsafe requests are refused
 */
public record SignatureConfig(
    Map<String, SignerCredentials> credentials,
    String region,
    Duration clockSkew,
    int maxRemembered) {

  /** Copies. */
  public SignatureConfig {
    credentials = Map.copyOf(credentials);
  }

  /** Reads METERHOUSE_SIGV4_*. */
  public static SignatureConfig from(Settings settings) {
    return new SignatureConfig(
        SignerCredentials.parse(settings.secret(SignerCredentials.SETTING)),
        settings.string("METERHOUSE_SIGV4_REGION"),
        settings.duration("METERHOUSE_SIGV4_CLOCK_SKEW"),
        settings.integer("METERHOUSE_SIGV4_MAX_REMEMBERED"));
  }
}
