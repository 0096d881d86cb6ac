package io.github.ple4j.serve.rest;

import java.util.OptionalLong;

/**
 * A request and what became of it.
 *
 * @param remote address of the client
 * @param method such as {@code POST}; empty if the request could not be read
 * @param path as it came, without the query; empty if the request could not be read
 * @param entryPoint what was asked for
 * @param model its name; empty where there is none, or none was found
 * @param version that answered
 * @param signature its name; empty where there is none
 * @param status of HTTP
 * @param bytesIn of the request's body
 * @param bytesOut of the answer's body
 * @param nanos from the request's first byte to the answer's last
 */
public record RestExchange(
    String remote,
    String method,
    String path,
    EntryPoint entryPoint,
    String model,
    OptionalLong version,
    String signature,
    int status,
    long bytesIn,
    long bytesOut,
    long nanos) {
  /** What a request asks for. */
  public enum EntryPoint {
    /** {@code :predict}. */
    PREDICT,
    /** {@code :classify}. */
    CLASSIFY,
    /** {@code :regress}. */
    REGRESS,
    /** The versions of a model. */
    STATUS,
    /** The signatures of a model. */
    METADATA,
    /** KServe's {@code infer}. */
    INFER,
    /** What KServe has besides {@code infer} and health. */
    KSERVE,
    /** Whether the server lives, or is ready. */
    HEALTH,
    /** One of the {@link RestPages}. */
    PAGE,
    /** Nothing that this server has. */
    NONE
  }
}
