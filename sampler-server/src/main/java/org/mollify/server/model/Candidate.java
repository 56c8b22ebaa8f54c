package org.mollify.server.model;

import java.nio.file.Path;

/**
 * A bundle that a model may be served from.
 *
 * @param version its version
 * @param folder the bundle
 * @param signature names, sizes and times of its files: a bundle that changed has another
 */
record Candidate(String version, Path folder, String signature) {}
