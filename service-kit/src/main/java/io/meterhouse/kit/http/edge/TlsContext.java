package io.meterhouse.kit.http.edge;

import io.meterhouse.kit.config.TlsConfig;
import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.lifecycle.Watched;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.3 and 1.2 from files that may change while we run: new connections get what is in them now.
 * Files that are not usable, as when one of the pair is new and the other old, leave what is in
 * force as it is until they are.
 */
public final class TlsContext implements AutoCloseable, Watched {

  private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

  private final TlsConfig files;
  private final InstantSource clock;
  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private final BackgroundLoop reloading;
  private byte[] loaded;

  private TlsContext(TlsConfig files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
    this.loaded = fingerprint();
    this.reloading = new BackgroundLoop("tls-reload", files.reloadInterval(), this::reload);
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setKeyStorePassword("");
    factory.setNeedClientAuth(files.clientAuthority() != null);
    // Names are the client's to check; there is one certificate, whatever name it asks for.
    factory.setSniRequired(false);
    use(TlsIdentity.read(files, clock.instant()));
  }

  /**
   * Reads the files and begins to watch them.
   *
   * @throws io.meterhouse.kit.config.ConfigurationException where they cannot be used
   */
  public static TlsContext open(TlsConfig files, InstantSource clock) {
    TlsContext opened = new TlsContext(files, clock);
    opened.reloading.start();
    return opened;
  }

  SslContextFactory.Server factory() {
    return factory;
  }

  @Override
  public Optional<String> problem() {
    return reloading
        .problem()
        .map(_ -> "the TLS files changed and cannot be used, the log says why");
  }

  @Override
  public void close() {
    reloading.close();
  }

  private void reload() throws Exception {
    byte[] present = fingerprint();
    if (MessageDigest.isEqual(present, loaded)) {
      return;
    }
    TlsIdentity identity = TlsIdentity.read(files, clock.instant());
    factory.reload(_ -> use(identity));
    loaded = present;
    LOG.info("the TLS certificate was read again from {}", files.certificate());
  }

  private void use(TlsIdentity identity) {
    factory.setKeyStore(identity.key());
    factory.setTrustStore(identity.trust());
  }

  private byte[] fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Pem.bytes(files.certificate()));
      digest.update(Pem.bytes(files.key()));
      if (files.clientAuthority() != null) {
        digest.update(Pem.bytes(files.clientAuthority()));
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
