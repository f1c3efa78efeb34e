"""A JAX baseline of the hypergrid cases for the same card: one compiled loop over whole training iterations (rollout, trajectory
balance, Adam), MLP 2 x 256, uniform backward policy. Written for this project; it is not gfnx.

    python3 jax_hypergrid.py result.json
"""
import json
import sys
import time

import jax
import jax.numpy as jnp

HIDDEN = 256


def init(key, dims, height):
    sizes = [(dims * height, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, dims + 1)]
    keys = jax.random.split(key, len(sizes))
    layers = [(jax.random.uniform(k, s, minval=-1, maxval=1) / s[0] ** 0.5, jnp.zeros(s[1])) for k, s in zip(keys, sizes)]
    return {"layers": layers, "logz": jnp.zeros(())}


def logits(params, states, dims, height):
    x = jax.nn.one_hot(states, height).reshape(states.shape[0], dims * height)
    for w, b in params["layers"][:-1]:
        x = jax.nn.relu(x @ w + b)
    w, b = params["layers"][-1]
    allowed = jnp.concatenate([states < height - 1, jnp.ones((states.shape[0], 1), bool)], 1)
    return jnp.where(allowed, x @ w + b, -1e30)


def log_reward(states, height):
    m = jnp.abs(2 * states - (height - 1))
    wide = jnp.all(2 * m > height - 1, 1)
    narrow = jnp.all((5 * m > 3 * (height - 1)) & (5 * m < 4 * (height - 1)), 1)
    return jnp.log(0.1 + 0.5 * wide + 2.0 * narrow)


def rollout(params, key, batch, dims, height):
    def step(carry, k):
        states, done = carry
        action = jax.random.categorical(k, logits(params, states, dims, height))
        action = jnp.where(done, dims, action)
        return (states + jax.nn.one_hot(action, dims, dtype=jnp.int32), done | (action == dims)), (states, action, done)

    length = dims * (height - 1) + 1
    start = (jnp.zeros((batch, dims), jnp.int32), jnp.zeros(batch, bool))
    (terminal, _), (states, actions, done) = jax.lax.scan(step, start, jax.random.split(key, length))
    return terminal, states, actions, done


def loss(params, terminal, states, actions, done, dims, height):
    def score(total, entry):
        s, a, d = entry
        forward = jnp.take_along_axis(jax.nn.log_softmax(logits(params, s, dims, height)), a[:, None], 1)[:, 0]
        parents = jnp.sum(s > 0, 1)
        backward = jnp.where(parents > 0, -jnp.log(jnp.maximum(parents, 1)), 0.0)
        return total + jnp.where(d, 0.0, forward - backward), None

    total, _ = jax.lax.scan(score, jnp.zeros(terminal.shape[0]), (states, actions, done))
    return jnp.mean((params["logz"] + total - log_reward(terminal, height)) ** 2)


def adam(params, grads, m, v, t):
    m = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g, m, grads)
    v = jax.tree.map(lambda a, g: 0.999 * a + 0.001 * g * g, v, grads)
    params = jax.tree.map(lambda p, a, b: p - 1e-3 * (a / (1 - 0.9 ** t)) / (jnp.sqrt(b / (1 - 0.999 ** t)) + 1e-8), params, m, v)
    return params, m, v


def measure(dims, height, batch, iterations):
    def iteration(i, carry):
        params, m, v, key = carry
        key, k = jax.random.split(key)
        data = rollout(params, k, batch, dims, height)
        grads = jax.grad(loss)(params, *data, dims, height)
        return (*adam(params, grads, m, v, i + 1.0), key)

    run = jax.jit(lambda carry: jax.lax.fori_loop(0, iterations, iteration, carry))
    params = init(jax.random.PRNGKey(0), dims, height)
    zero = jax.tree.map(jnp.zeros_like, params)
    carry = (params, zero, zero, jax.random.PRNGKey(1))
    carry = jax.block_until_ready(run(carry))
    start = time.perf_counter()
    jax.block_until_ready(run(carry))
    return 1000 * (time.perf_counter() - start) / iterations


def main():
    rows = []
    for dims, height in [(2, 8), (4, 16), (4, 32)]:
        for batch in [32, 512, 128]:
            rows.append({"case": f"hypergrid {height}^{dims}", "batch": batch, "ms": measure(dims, height, batch, 100)})
            print(rows[-1], flush=True)
            with open(sys.argv[1], "w") as file:
                json.dump({"device": str(jax.devices()[0]), "jax": jax.__version__, "rows": rows}, file)


main()
