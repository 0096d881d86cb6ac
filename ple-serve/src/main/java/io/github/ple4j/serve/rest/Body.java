package io.github.ple4j.serve.rest;

/**
 * The bytes of a request.
 *
 * @param bytes of which the first are the body
 * @param length how many
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Body(byte[] bytes, int length) {
  static Body of(byte[] bytes) {
    return new Body(bytes, bytes.length);
  }
}
