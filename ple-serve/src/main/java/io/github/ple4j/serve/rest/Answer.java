package io.github.ple4j.serve.rest;

import com.google.common.collect.ImmutableMap;

/**
 * What a request is answered with.
 *
 * @param bytes of which the first are the body
 * @param length how many
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Answer(
    int status,
    String contentType,
    byte[] bytes,
    int length,
    ImmutableMap<String, String> headers) {
  static final String JSON = "application/json";

  static Answer of(RestPage page) {
    return new Answer(
        page.status(), page.contentType(), page.body(), page.body().length, page.headers());
  }
}
