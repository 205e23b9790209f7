"""Questions of many provinces at once: a folder by province, a task for each question, engines that run them."""
