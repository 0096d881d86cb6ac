package io.github.ple4j.serve.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates in PEM, as Java wants them. */
final class PemFiles {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  // What PKCS #8 puts around an RSA key of PKCS #1: version 0, and the algorithm's identifier.
  private static final byte[] RSA = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };
  private static final byte SEQUENCE = 0x30;
  private static final byte OCTETS = 0x04;

  private PemFiles() {}

  /**
   * A key store, in memory, with one key.
   *
   * @throws IOException if the files cannot be read, or are not what they should be
   */
  static KeyStore keyStore(RestTls tls, char[] password) throws IOException {
    Certificate[] certificates = certificates(tls.certificates());
    PrivateKey key = key(tls.key(), certificates[0].getPublicKey().getAlgorithm());
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry("server", key, password, certificates);
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          tls.certificates() + ": the certificates are no chain: " + e.getMessage(), e);
    }
  }

  private static Certificate[] certificates(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (!certificates.isEmpty()) {
        return certificates.toArray(new Certificate[0]);
      }
    } catch (CertificateException e) {
      throw new IOException(file + ": expected certificates in PEM: " + e.getMessage(), e);
    }
    throw new IOException(file + ": expected certificates in PEM, found none");
  }

  private static PrivateKey key(Path file, String algorithm) throws IOException {
    Matcher pem = KEY.matcher(Files.readString(file, US_ASCII));
    if (!pem.find()) {
      throw new IOException(
          file
              + ": expected a private key in PEM that is not encrypted, BEGIN PRIVATE KEY or BEGIN"
              + " RSA PRIVATE KEY");
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(pem.group(2));
      byte[] pkcs8 =
          switch (pem.group(1)) {
            case "PRIVATE KEY" -> bytes;
            case "RSA PRIVATE KEY" -> element(SEQUENCE, RSA, element(OCTETS, bytes));
            default ->
                throw new IOException(
                    file
                        + ": expected BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY, found BEGIN "
                        + pem.group(1)
                        + "; openssl pkcs8 -topk8 -nocrypt converts it");
          };
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      throw new IOException(
          file + ": expected a private key for a certificate of type " + algorithm, e);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": keys of type " + algorithm + " are not supported", e);
    }
  }

  /** An element of ASN.1. */
  private static byte[] element(byte type, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    int head = length < 0x80 ? 2 : length < 0x100 ? 3 : 4;
    byte[] element = new byte[head + length];
    element[0] = type;
    if (head == 2) {
      element[1] = (byte) length;
    } else {
      element[1] = (byte) (0x80 + head - 2);
      element[head - 1] = (byte) length;
      if (head == 4) {
        element[2] = (byte) (length >> 8);
      }
    }
    int at = head;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, element, at, part.length);
      at += part.length;
    }
    return element;
  }
}
