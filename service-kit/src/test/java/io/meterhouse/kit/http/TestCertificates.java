package io.meterhouse.kit.http;

import io.meterhouse.kit.config.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An authority and what it signs, made by the JDK's own keytool; in one folder. */
final class TestCertificates {

  private static final String PASSWORD = "changeit";
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final Path folder;
  private final Path store;
  private final String authority;

  TestCertificates(Path folder, String authority) {
    this.folder = folder;
    this.store = folder.resolve(authority + ".p12");
    this.authority = authority;
    keytool(authority, "EC", "-ext", "bc:c", "-validity", "10");
  }

  /** For servers at 127.0.0.1 and for clients; {@code algorithm}: EC, RSA, Ed25519. */
  void sign(String name, String algorithm) {
    keytool(name, algorithm, "-signer", authority, "-ext", "san=ip:127.0.0.1", "-validity", "5");
  }

  /** In force until the day before yesterday. */
  void signExpired(String name) {
    keytool(name, "EC", "-signer", authority, "-startdate", "-4d", "-validity", "2");
  }

  /** The certificate and those above it, as a PEM file. */
  Path certificate(String name) {
    StringBuilder pem = new StringBuilder();
    for (Certificate certificate : chain(name)) {
      try {
        pem.append(block("CERTIFICATE", certificate.getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
    return write(name + "-certificate.pem", pem.toString());
  }

  /** Its key, as a PEM file. */
  Path key(String name) {
    return write(name + "-key.pem", block("PRIVATE KEY", privateKey(name).getEncoded()));
  }

  TlsConfig files(String name) {
    return new TlsConfig(certificate(name), key(name), null, Duration.ofMillis(100));
  }

  /** A client that trusts this authority and shows that certificate, where there is one. */
  SSLContext client(@Nullable String name) {
    return clientOf(name, this);
  }

  /** As {@link #client}, but trusts the authority of the others. */
  SSLContext clientOf(@Nullable String name, TestCertificates others) {
    try {
      KeyStore trusted = empty();
      trusted.setCertificateEntry("authority", others.chain(others.authority)[0]);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      KeyStore own = empty();
      if (name != null) {
        own.setKeyEntry("own", privateKey(name), PASSWORD.toCharArray(), chain(name));
      }
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Certificate[] chain(String name) {
    try {
      return load().getCertificateChain(name);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Key privateKey(String name) {
    try {
      return load().getKey(name, PASSWORD.toCharArray());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore load() throws GeneralSecurityException, IOException {
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      loaded.load(in, PASSWORD.toCharArray());
    }
    return loaded;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String block(String kind, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, LINES.encodeToString(content), kind);
  }

  private void keytool(String name, String algorithm, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
