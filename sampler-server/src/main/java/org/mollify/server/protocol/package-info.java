/**
 * The Open Inference Protocol (KServe's V2, REST) with the binary tensor data extension: tensors,
 * requests, responses, and how a model appears in it.
 *
 * <p>Sources: {@code specification/protocol/inference_rest.md} of kserve/open-inference-protocol,
 * and {@code docs/protocol/extension_binary_data.md} of triton-inference-server/server.
 */
package org.mollify.server.protocol;
