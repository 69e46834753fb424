package io.meterhouse.kit.access.sigv4;

import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.SignedRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.internal.signer.CredentialScope;
import software.amazon.awssdk.http.auth.aws.internal.signer.V4Properties;
import software.amazon.awssdk.http.auth.aws.internal.signer.V4RequestSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Proves callers by requests that they signed with AWS Signature Version 4: signs the request as it
 * came, with AWS's own signer, the secret that we share and the date of the request, and compares.
 *
 * <p>The signature is over the digest that the request claims, so it is checked before the body is
 * read, and the body then against the digest. The signer's public face takes bodies alone; the part
 * of it that takes a digest is internal to it, which the tests against the public one watch over.
 */
public final class SignedRequests {

  /** What requests are signed for. */
  public static final String SERVICE = "meterhouse";

  private static final Logger LOG = LoggerFactory.getLogger(SignedRequests.class);
  private static final String DATE = "x-amz-date";
  private static final String BODY_DIGEST = "x-amz-content-sha256";

  /** Those that make a request what it is; a client signs them all by itself. */
  private static final List<String> MUST_BE_SIGNED = List.of("host", DATE, BODY_DIGEST);

  /** Those that say what is done, and for whom; whoever passes a request on could add them. */
  private static final List<String> SIGNED_WHERE_PRESENT =
      List.of(
          "content-encoding",
          "content-type",
          "idempotency-key",
          "x-tenant-id",
          "x-user-id",
          "x-user-role");

  /** Begins the names of the headers that are attributes of an event (CloudEvents, binary mode). */
  private static final String EVENT_ATTRIBUTE = "ce-";

  private static final DateTimeFormatter DATE_FORM =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

  private final SignatureConfig config;
  private final InstantSource clock;

  /** By access key id: each has its own share, so that none uses up the others'. */
  private final Map<String, ReplayWindow> replays;

  public SignedRequests(SignatureConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.replays =
        config.credentials().keySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    id -> id, id -> new ReplayWindow(id, config.maxRemembered())));
  }

  /**
   * The caller that signed the request; empty where none did.
   *
   * @throws io.meterhouse.kit.access.AuthenticatorBusyException where too many of this signer came
   *     to tell whether this one came before
   */
  public Optional<Caller> authenticate(SignedRequest request) {
    Optional<SignatureHeader> header =
        request.header("authorization").flatMap(SignatureHeader::parse);
    Optional<Instant> date = request.header(DATE).flatMap(SignedRequests::date);
    if (header.isEmpty() || date.isEmpty()) {
      return refused("it is not signed as it should be");
    }
    SignatureHeader signed = header.get();
    SignerCredentials credentials = config.credentials().get(signed.accessKeyId());
    if (credentials == null) {
      return refused("its access key id is unknown");
    }
    if (!isForUs(signed, date.get()) || !isWhole(request, signed)) {
      return refused("its scope, its date or its signed headers are not those that are expected");
    }
    if (!isSame(signed.signature(), signatureOf(request, signed, credentials, date.get()))) {
      return refused("the signature is another");
    }
    // Not before: whoever cannot sign shall cost us no memory.
    if (!isBodyOf(request)) {
      return refused("its body is another than the one that was signed");
    }
    if (!request.isSafe() && !isFirst(signed, date.get())) {
      return refused("it came before");
    }
    return Optional.of(credentials.caller());
  }

  private boolean isForUs(SignatureHeader signed, Instant date) {
    Duration apart = Duration.between(date, clock.instant()).abs();
    return signed.region().equals(config.region())
        && signed.service().equals(SERVICE)
        && DATE_FORM.format(date.atOffset(ZoneOffset.UTC)).startsWith(signed.day())
        && apart.compareTo(config.clockSkew()) <= 0;
  }

  /**
   * Whether all that matters is signed and nothing of it can be read in two ways: the signer folds
   * {@code /a/../b} into {@code /b}, so such a path is refused.
   */
  private static boolean isWhole(SignedRequest request, SignatureHeader signed) {
    String path = request.target().replaceFirst("\\?.*", "");
    return signed.signedHeaders().containsAll(MUST_BE_SIGNED)
        && signed.signedHeaders().stream().allMatch(request.headers()::containsKey)
        && request.headers().keySet().stream()
            .filter(SignedRequests::hasAMeaning)
            .allMatch(signed.signedHeaders()::contains)
        && request.header(BODY_DIGEST).filter(it -> it.matches("[0-9a-f]{64}")).isPresent()
        && path.startsWith("/")
        && !path.contains("//")
        && !path.matches(".*/\\.{1,2}(/.*)?");
  }

  private static boolean hasAMeaning(String header) {
    return SIGNED_WHERE_PRESENT.contains(header) || header.startsWith(EVENT_ATTRIBUTE);
  }

  private String signatureOf(
      SignedRequest request, SignatureHeader signed, SignerCredentials credentials, Instant date) {
    SdkHttpRequest.Builder unsigned;
    try {
      unsigned =
          SdkHttpRequest.builder()
              .method(SdkHttpMethod.fromValue(request.method()))
              .uri(URI.create("http://" + request.header("host").orElse("") + request.target()));
    } catch (IllegalArgumentException e) {
      LOG.debug("a signed request has no address that the signer takes", e);
      return "";
    }
    for (String name : signed.signedHeaders()) {
      // The signer writes the date itself, from the one that it is given.
      if (!name.equals(DATE)) {
        unsigned.putHeader(name, request.headers().get(name));
      }
    }
    V4RequestSigner signer =
        V4RequestSigner.header(
            V4Properties.builder()
                .credentials(
                    AwsCredentialsIdentity.create(credentials.accessKeyId(), credentials.secret()))
                .credentialScope(new CredentialScope(config.region(), SERVICE, date))
                .signingClock(Clock.fixed(date, ZoneOffset.UTC))
                .doubleUrlEncode(true)
                .normalizePath(true)
                .build());
    return signer
        .sign(unsigned)
        .getSignedRequest()
        .firstMatchingHeader("Authorization")
        .flatMap(SignatureHeader::parse)
        .filter(ours -> ours.signedHeaders().equals(signed.signedHeaders()))
        .map(SignatureHeader::signature)
        .orElse("");
  }

  private static boolean isBodyOf(SignedRequest request) {
    return isSame(
        request.header(BODY_DIGEST).orElse(""),
        HexFormat.of().formatHex(sha256().digest(request.body().get())));
  }

  private boolean isFirst(SignatureHeader signed, Instant date) {
    return Objects.requireNonNull(replays.get(signed.accessKeyId()))
        .isFirst(signed.signature(), date.plus(config.clockSkew()), clock.instant());
  }

  private static boolean isSame(String came, String expected) {
    return MessageDigest.isEqual(
        came.getBytes(StandardCharsets.US_ASCII), expected.getBytes(StandardCharsets.US_ASCII));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, DATE_FORM).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Caller> refused(String why) {
    LOG.debug("a signed request is refused: {}", why);
    return Optional.empty();
  }
}
