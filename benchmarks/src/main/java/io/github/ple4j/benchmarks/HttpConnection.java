package io.github.ple4j.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * A connection to an HTTP/1.1 server that is kept alive, for one request at a time.
 *
 * <p>Client and server share the machine's processors, so that what the client takes is missing at
 * the server. A request here is one write of bytes that were put together before, and one read in
 * most cases, in the caller's own thread, which takes 25 to 35 microseconds of a processor with one
 * to 64 callers of a server that does nothing; a prediction takes the server several hundred. A
 * client with selectors and threads of its own hands every answer from thread to thread. For its
 * simplicity this one knows no redirects, no TLS, and no answers without a Content-Length.
 *
 * <p>Not thread-safe.
 */
final class HttpConnection implements AutoCloseable {
  /**
   * An answer.
   *
   * @param status of HTTP
   * @param body as text
   */
  record Answer(int status, String body) {
    /** What went wrong, in a line. */
    IOException failure(String what) {
      String first = body.lines().findFirst().orElse("");
      return new IOException(what + ": expected status 200, found " + status + ": " + first);
    }
  }

  private static final Duration TIME_LIMIT = Duration.ofSeconds(60);

  private final String host;
  private final int port;
  private Socket socket;
  private InputStream in;
  private boolean open;

  private HttpConnection(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    socket = connect(host, port);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
    open = true;
  }

  /**
   * Connects.
   *
   * @param uri of anything there, with {@code http}
   */
  static HttpConnection open(URI uri) throws IOException {
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IOException("expected a URL such as http://host:port/path, found " + uri);
    }
    return new HttpConnection(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
  }

  private static Socket connect(String host, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(TIME_LIMIT.toMillis()));
      socket.connect(new InetSocketAddress(host, port), Math.toIntExact(TIME_LIMIT.toMillis()));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new IOException(host + ":" + port + ": " + e.getMessage(), e);
    }
  }

  /** The bytes of a POST, to be sent as often as one likes. */
  static byte[] post(URI uri, String body) {
    byte[] content = body.getBytes(UTF_8);
    byte[] head =
        (head("POST", uri)
                + "Content-Type: application/json\r\nContent-Length: "
                + content.length
                + "\r\n\r\n")
            .getBytes(US_ASCII);
    byte[] all = new byte[head.length + content.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(content, 0, all, head.length, content.length);
    return all;
  }

  private static String head(String method, URI uri) {
    return method + " " + uri.getRawPath() + " HTTP/1.1\r\nHost: " + uri.getRawAuthority() + "\r\n";
  }

  /** What a GET over a connection of its own is answered. */
  static Answer get(URI uri) throws IOException {
    try (HttpConnection connection = open(uri)) {
      return connection.send((head("GET", uri) + "\r\n").getBytes(US_ASCII));
    }
  }

  /**
   * Sends a request and reads the answer. After a failure, and after an answer that the server
   * closes the connection with, the next one connects again.
   */
  Answer send(byte[] request) throws IOException {
    if (!open) {
      socket.close();
      socket = connect(host, port);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
    }
    open = false;
    socket.getOutputStream().write(request);
    String statusLine = line();
    if (!statusLine.startsWith("HTTP/1.1 ") || statusLine.length() < 12) {
      throw new IOException("expected an answer of HTTP/1.1, found " + statusLine);
    }
    int length = -1;
    boolean kept = true;
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      String name = header.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      if (name.equals("content-length")) {
        length = Integer.parseInt(header.substring(colon + 1).trim());
      } else if (name.equals("connection")) {
        kept = !header.substring(colon + 1).trim().equalsIgnoreCase("close");
      }
    }
    if (length < 0) {
      throw new IOException("expected an answer with Content-Length, found none");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("expected " + length + " bytes of an answer, found " + body.length);
    }
    open = kept;
    return new Answer(Integer.parseInt(statusLine.substring(9, 12)), new String(body, UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection in place of an answer");
      }
      line.append((char) next);
    }
    int end = line.length();
    return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
  }

  @Override
  public void close() throws IOException {
    open = false;
    socket.close();
  }
}
