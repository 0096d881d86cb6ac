package io.github.ple4j.serve.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;

/**
 * A page as it is now.
 *
 * @param status of HTTP
 * @param contentType such as {@code text/html; charset=utf-8}
 * @param body its bytes; not copied
 * @param headers further ones
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record RestPage(
    int status, String contentType, byte[] body, ImmutableMap<String, String> headers) {
  /** A page of text in UTF-8, with status 200. */
  public static RestPage of(String contentType, String text) {
    return new RestPage(200, contentType, text.getBytes(UTF_8), ImmutableMap.of());
  }
}
