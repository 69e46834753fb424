package io.meterhouse.kit.access.token;

import java.util.stream.Collectors;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.InvalidJwtException;

/** Names of what was wrong with a token, without anything of the token. */
final class TokenProblems {

  private TokenProblems() {}

  static String of(InvalidJwtException refusal) {
    return refusal.getErrorDetails().stream()
        .map(ErrorCodeValidator.Error::getErrorCode)
        .map(code -> "code " + code)
        .collect(Collectors.joining(", "));
  }
}
