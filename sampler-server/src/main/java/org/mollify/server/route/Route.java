package org.mollify.server.route;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * A route.
 *
 * @param method its method
 * @param path its path, parameters in braces
 * @param handler what answers
 */
public record Route(HandlerType method, String path, Handler handler) {}
