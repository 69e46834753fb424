package io.meterhouse.kit.http.edge;

import io.meterhouse.kit.config.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM files; what a key file holds is never told. */
final class Pem {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private Pem() {}

  /**
   * At least one, in the order of the file.
   *
   * @throws ConfigurationException saying which file and what was expected
   */
  static List<X509Certificate> certificates(Path file) {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (GeneralSecurityException e) {
      throw unusable(file, "certificates in PEM, -----BEGIN CERTIFICATE-----");
    }
    throw unusable(file, "certificates in PEM, -----BEGIN CERTIFICATE-----");
  }

  /**
   * A key of that algorithm.
   *
   * @throws ConfigurationException saying which file and what was expected
   */
  static PrivateKey key(Path file, String algorithm) {
    Matcher pem = KEY.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw unusable(file, "one PKCS#8 key in PEM without a password, -----BEGIN PRIVATE KEY-----");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(file, "a PKCS#8 key of the certificate's algorithm, " + algorithm);
    }
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unusable(file, "a file that can be read");
    }
  }

  private static ConfigurationException unusable(Path file, String expected) {
    return new ConfigurationException("TLS: " + file + " (expected: " + expected + ")");
  }
}
