"""Parts of a project that go out on laptops, where no network is, and come back edit by edit."""
