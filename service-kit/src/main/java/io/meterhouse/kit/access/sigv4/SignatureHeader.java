package io.meterhouse.kit.access.sigv4;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an {@code Authorization} header of Signature Version 4.
 *
 * @param day {@code yyyyMMdd}
 * @param signedHeaders lower-case, in the order of the header
 * @param signature 64 hexadecimal digits
 */
record SignatureHeader(
    String accessKeyId,
    String day,
    String region,
    String service,
    List<String> signedHeaders,
    String signature) {

  private static final int MAX_CHARS = 4096;
  private static final Pattern FORM =
      Pattern.compile(
          "AWS4-HMAC-SHA256 +Credential=([A-Za-z0-9]{8,128})/([0-9]{8})/([a-z0-9-]{1,64})"
              + "/([a-z0-9-]{1,64})/aws4_request, *SignedHeaders=([a-z0-9;_-]+),"
              + " *Signature=([0-9a-f]{64})");

  SignatureHeader {
    signedHeaders = List.copyOf(signedHeaders);
  }

  static Optional<SignatureHeader> parse(String header) {
    if (header.length() > MAX_CHARS) {
      return Optional.empty();
    }
    Matcher parts = FORM.matcher(header);
    return parts.matches()
        ? Optional.of(
            new SignatureHeader(
                parts.group(1),
                parts.group(2),
                parts.group(3),
                parts.group(4),
                List.of(parts.group(5).split(";")),
                parts.group(6)))
        : Optional.empty();
  }
}
