package io.meterhouse.kit.http.edge;

import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What we prove ourselves with, and what clients have to; checked to be usable.
 *
 * @param trust null: clients need no certificate
 */
record TlsIdentity(KeyStore key, @Nullable KeyStore trust) {

  /**
   * Reads the files.
   *
   * @throws ConfigurationException where one cannot be read, is not in force, or the key is another
   *     certificate's
   */
  static TlsIdentity read(TlsConfig files, Instant now) {
    List<X509Certificate> chain = Pem.certificates(files.certificate());
    chain.forEach(certificate -> requireInForce(files.certificate(), certificate, now));
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey key = Pem.key(files.key(), publicKey.getAlgorithm());
    if (!belongTogether(key, publicKey)) {
      throw new ConfigurationException(
          "TLS: the key in %s is not that of the first certificate in %s (expected: its own)"
              .formatted(files.key(), files.certificate()));
    }
    try {
      KeyStore keys = empty();
      keys.setKeyEntry("own", key, new char[0], chain.toArray(X509Certificate[]::new));
      Path authority = files.clientAuthority();
      return new TlsIdentity(keys, authority == null ? null : trust(authority, now));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java has PKCS#12 stores", e);
    }
  }

  private static KeyStore trust(Path file, Instant now)
      throws GeneralSecurityException, IOException {
    KeyStore trust = empty();
    for (X509Certificate authority : Pem.certificates(file)) {
      requireInForce(file, authority, now);
      trust.setCertificateEntry("authority-" + trust.size(), authority);
    }
    return trust;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static void requireInForce(Path file, X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isBefore(from) || now.isAfter(until)) {
      throw new ConfigurationException(
          "TLS: the certificate of %s in %s is in force from %s until %s (expected: now, %s)"
              .formatted(certificate.getSubjectX500Principal(), file, from, until, now));
    }
  }

  /** By trying it: one can read what the other signed. */
  private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case String other -> other;
        };
    byte[] text = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // A signature of another curve or length is not even looked at.
      return false;
    }
  }
}
