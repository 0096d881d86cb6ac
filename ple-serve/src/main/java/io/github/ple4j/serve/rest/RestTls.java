package io.github.ple4j.serve.rest;

import java.nio.file.Path;

/**
 * The files of a server's identity, in PEM.
 *
 * @param certificates the server's, then those that sign it
 * @param key that belongs to the first: not encrypted, {@code BEGIN PRIVATE KEY} (PKCS #8) or
 *     {@code BEGIN RSA PRIVATE KEY}
 */
public record RestTls(Path certificates, Path key) {}
